import { stages } from '../../engine/order-simulation'
import { useMessages } from '../../i18n/useMessages'
import { useSimulation } from './useSimulation'

interface Props {
  readonly orderId: string
}

export function Timeline({ orderId }: Props) {
  const { t } = useMessages()
  const { stage, progress } = useSimulation(orderId)
  const reached = stages.indexOf(stage)
  return (
    <div className="timeline">
      <progress max="100" value={progress} />
      <span data-testid="order-progress">{progress}%</span>
      <ol>
        {stages.map((name, index) => (
          <li key={name} className={index <= reached ? 'reached' : undefined}>
            {t(`stage.${name}`)}
          </li>
        ))}
      </ol>
      <p data-testid="order-stage">{t(`stage.${stage}`)}</p>
    </div>
  )
}
