import octane from 'octane:splay'

export const about = 'Octane: splay'
export const setup = () => octane()
