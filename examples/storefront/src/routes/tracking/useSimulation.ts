import { useEffect, useSyncExternalStore } from 'react'
import { OrderSimulation } from '../../engine/order-simulation'

const BEAT_MS = 1000

// One a parcel, as long as the tab: coming back to the page finds it further on.
const simulations = new Map<string, OrderSimulation>()

function simulationFor(orderId: string): OrderSimulation {
  const known = simulations.get(orderId)
  if (known) return known
  const simulation = new OrderSimulation(BEAT_MS)
  simulations.set(orderId, simulation)
  return simulation
}

export function useSimulation(orderId: string): OrderSimulation {
  const simulation = simulationFor(orderId)
  useSyncExternalStore(simulation.subscribe, simulation.getSteps)
  useEffect(() => {
    if (!simulation.done) simulation.start()
  }, [simulation])
  return simulation
}
