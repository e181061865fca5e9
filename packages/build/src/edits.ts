/** What is asked about edits when nothing is built. Apart, as it loads the patch builder. */
export { verdictOf } from '@iaso/patch-builder'
export { type NewMigration, newMigration } from './new-migration.js'
