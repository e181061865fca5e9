/** Functions of the language that answer a value and change nothing. */
const GLOBALS = new Set(
  'String Number Boolean BigInt parseInt parseFloat isNaN isFinite encodeURIComponent decodeURIComponent encodeURI decodeURI RegExp Array Object Error TypeError RangeError'.split(
    ' ',
  ),
)
const MAKERS = new Set('RegExp Set Map Array Object URL Error TypeError RangeError'.split(' '))
const VALUES = new Set(
  [
    'undefined NaN Infinity Math JSON Object Array String Number Boolean Symbol RegExp Date Function Promise URL Map Set WeakMap WeakSet',
    'ArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array',
  ].flatMap(names => names.split(' ')),
)
const STATIC = new Set(
  [
    'Object.keys Object.values Object.entries Object.fromEntries Object.getOwnPropertyNames Object.is Object.hasOwn',
    'Object.getPrototypeOf Object.create Array.isArray Array.from Array.of JSON.stringify JSON.parse',
    'String.raw String.fromCharCode String.fromCodePoint Number.isInteger Number.isFinite Number.isNaN Number.parseInt',
    'Number.parseFloat Number.isSafeInteger Symbol.for Date.UTC Reflect.ownKeys',
  ].flatMap(names => names.split(' ')),
)
/** They change their first argument, and answer it. */
const ON_FIRST = new Set(['Object.assign', 'Object.defineProperty', 'Object.defineProperties'])

/** Methods that change nothing, whatever they are called on. */
const READERS = new Set(
  [
    'join toString toLowerCase toUpperCase trim trimStart trimEnd replace replaceAll repeat padStart padEnd charCodeAt',
    'codePointAt charAt at split slice substring substr concat indexOf lastIndexOf includes startsWith endsWith match',
    'matchAll normalize localeCompare toFixed map filter find findIndex findLast findLastIndex some every reduce',
    'reduceRight flat flatMap forEach keys values entries has hasOwnProperty toSorted toReversed valueOf',
  ].flatMap(names => names.split(' ')),
)
/** Those that answer a list of their own. */
const COPIERS = new Set('split slice concat map filter flat flatMap match toSorted toReversed'.split(' '))
const OF_TEXT = new Set(
  'join toString toLowerCase toUpperCase trim trimStart trimEnd replace replaceAll repeat padStart padEnd charAt substring substr normalize toFixed'.split(
    ' ',
  ),
)

export const Known = {
  /** `String(x)` */
  isFunction: (name: string) => GLOBALS.has(name),
  /** `new Set(x)` */
  isMaker: (name: string) => MAKERS.has(name),
  /** A global that can be handed on. */
  isValue: (name: string) => VALUES.has(name) || GLOBALS.has(name),
  /** `Object.keys(x)` */
  isStatic: (name: string) => STATIC.has(name) || (name.startsWith('Math.') && name !== 'Math.random'),
  changesFirst: (name: string) => ON_FIRST.has(name),
  /** `list.map(f)` */
  isReader: (name: string) => READERS.has(name),
  /** Its answer is an object of its own. */
  isCopier: (name: string) => COPIERS.has(name),
  isStaticMaker: (name: string) =>
    /^(Object\.(keys|values|entries|fromEntries|create|getOwnPropertyNames)|Array\.(from|of)|Reflect\.ownKeys)$/.test(
      name,
    ),
  /** Its answer is text. */
  isOfText: (name: string) => OF_TEXT.has(name),
}
