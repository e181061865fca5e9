import { Body, Box, Plane, Vec3, World } from 'cannon-es'

export const about = '20 boxes fall onto a plane'
export const setup = () => () => {
  const world = new World({ gravity: new Vec3(0, -9.8, 0) })
  const plane = new Body({ mass: 0, shape: new Plane() })
  plane.quaternion.setFromEuler(-Math.PI / 2, 0, 0)
  world.addBody(plane)
  for (let at = 0; at < 20; at++)
    world.addBody(
      new Body({ mass: 1, shape: new Box(new Vec3(0.5, 0.5, 0.5)), position: new Vec3(at % 3, 1 + at, at % 2) }),
    )
  for (let step = 0; step < 40; step++) world.step(1 / 60)
  return Math.round(world.bodies.reduce((sum, body) => sum + body.position.y * 1000, 0))
}
