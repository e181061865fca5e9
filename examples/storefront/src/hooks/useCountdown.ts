import { useEffect, useState } from 'react'

const msUntil = (deadline: number): number => Math.max(0, deadline - Date.now())

/** Milliseconds left to a moment, renewed every second. */
export function useCountdown(deadline: number): number {
  const [left, setLeft] = useState(() => msUntil(deadline))

  useEffect(() => {
    const renew = (): void => setLeft(msUntil(deadline))
    renew()
    const timer = setInterval(renew, 1000)
    return () => clearInterval(timer)
  }, [deadline])

  return left
}
