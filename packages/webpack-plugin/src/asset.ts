import type { Module } from './host.js'

const REFERENCE = 'import.meta.ROLLUP_FILE_URL_'

/** What stands for an asset that becomes a file of its own, until it is known what that is called. */
export function assetCode({ type, buildInfo, resource }: Module, context: string): string | undefined {
  const isFile = type === 'asset/resource' || (type === 'asset' && buildInfo?.['dataUrl'] === false)
  const [file = ''] = (resource ?? '').split('?')
  if (!isFile || !file.startsWith(`${context}/`)) return undefined
  return `export default ${REFERENCE}${Buffer.from(file.slice(context.length + 1)).toString('hex')}`
}

/** Of what stands for it: relative to the context. */
export function sourceFileOf(reference: string): string {
  return Buffer.from(reference, 'hex').toString()
}
