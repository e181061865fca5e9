import { z } from 'zod/v3'

export const about = 'validates 100 orders'
export const setup = () => {
  const Order = z.object({
    id: z.string().min(3),
    lines: z.array(
      z.object({ name: z.string(), price: z.number().positive(), tags: z.array(z.enum(['new', 'old'])).optional() }),
    ),
    status: z.union([z.literal('open'), z.literal('paid')]),
  })
  const orders = Array.from({ length: 100 }, (_, at) => ({
    id: `o${at}xx`,
    lines: [
      { name: 'tea', price: at + 1, tags: ['new'] },
      { name: 'pot', price: 3 },
    ],
    status: at % 2 ? 'open' : 'paid',
  }))
  return () => orders.reduce((sum, order) => sum + Order.parse(order).lines.length, 0)
}
