import octane from 'octane:raytrace'

export const about = 'Octane: raytrace'
export const setup = () => octane()
