import Matter from 'matter-js'

export const about = '60 bodies fall for a second'
export const setup = () => () => {
  Matter.Common._nextId = 0
  Matter.Common._seed = 0
  const engine = Matter.Engine.create()
  const ground = Matter.Bodies.rectangle(400, 610, 810, 60, { isStatic: true })
  const boxes = Array.from({ length: 60 }, (_, at) =>
    Matter.Bodies.rectangle(100 + (at % 10) * 60, (at / 10) * 50, 40, 40),
  )
  Matter.Composite.add(engine.world, [ground, ...boxes])
  for (let step = 0; step < 60; step++) Matter.Engine.update(engine, 1000 / 60)
  return Math.round(boxes.reduce((sum, box) => sum + box.position.y, 0))
}
