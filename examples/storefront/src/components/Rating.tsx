interface Props {
  readonly value: number
}

const STARS = 5

export function Rating({ value }: Props) {
  const full = Math.round(value)
  return (
    <span className="rating" role="img" aria-label={`${value} of ${STARS}`}>
      {'★'.repeat(full)}
      {'☆'.repeat(STARS - full)}
    </span>
  )
}
