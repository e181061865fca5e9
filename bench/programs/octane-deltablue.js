import octane from 'octane:deltablue'

export const about = 'Octane: deltablue'
export const setup = () => octane()
