export type { IasoOptions, Pattern } from '@iaso/build/options'
export { IasoPlugin, IasoPlugin as default } from './plugin.js'
