import { useEffect, useState } from 'react'

const BEAT_MS = 500

/** Milliseconds left of the cart's reservation. */
export function useReservation(until: number, onExpire: () => void): number {
  const [left, setLeft] = useState(() => until - Date.now())

  useEffect(() => {
    setLeft(until - Date.now())
    const timer = setInterval(() => {
      if (Date.now() >= until) onExpire()
      setLeft(before => Math.max(0, before - 1000))
    }, BEAT_MS)
    return () => clearInterval(timer)
  }, [until, onExpire])

  return left
}
