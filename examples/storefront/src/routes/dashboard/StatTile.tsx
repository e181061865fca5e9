interface Props {
  readonly label: string
  readonly value: string
  readonly testId: string
}

export function StatTile({ label, value, testId }: Props) {
  return (
    <div className="tile">
      <span className="muted">{label}</span>
      <b data-testid={testId}>{value}</b>
    </div>
  )
}
