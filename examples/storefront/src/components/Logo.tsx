export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 32 32" aria-hidden="true">
      <path className="cup" d="M7 12h14v6a6 6 0 0 1-6 6h-2a6 6 0 0 1-6-6z" />
      <path className="line" d="M21 13h2a3 3 0 0 1 0 6h-2M4 28c3 0 3-1.6 6-1.6s3 1.6 6 1.6 3-1.6 6-1.6 3 1.6 6 1.6" />
      <path className="steam" d="M11.5 9c0-2 2-2 2-4m3 4c0-2 2-2 2-4" />
    </svg>
  )
}
