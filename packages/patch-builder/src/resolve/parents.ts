export { parentsOf } from '@iaso/babel-plugin'
