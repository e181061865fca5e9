import octane from 'octane:richards'

export const about = 'Octane: richards'
export const setup = () => octane()
