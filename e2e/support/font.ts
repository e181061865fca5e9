/**
 * A TrueType font with two glyphs, nothing and a box that is `A` and as wide as wanted.
 *
 * @param width of `A`, in thousandths of the font's size
 */
export function makeFont(width: number): Uint8Array {
  const box = [1, 0, 0, width, 700, 3, 0, [1, 1, 1, 1], [0, width, 0, -width], [0, 0, 700, 0]] as const
  const glyph = new Writer().i16(box[0], box[1], box[2], box[3], box[4]).u16(box[5], box[6])
  glyph.u8(...box[7]).i16(...box[8], ...box[9])
  const tables: Readonly<Record<string, Writer>> = {
    'OS/2': os2(width),
    cmap: new Writer()
      .u16(0, 1, 3, 1)
      .u32(12)
      .u16(4, 32, 0, 4, 4, 1, 0, 65, 0xffff, 0, 65, 0xffff)
      .i16(-64, 1)
      .u16(0, 0),
    glyf: glyph.pad(),
    head: new Writer()
      .u32(0x10000, 0x10000, 0, 0x5f0f3cf5)
      .u16(3, 1000)
      .u32(0, 0, 0, 0)
      .i16(0, 0, width, 700)
      .u16(0, 8)
      .i16(2, 0, 0),
    hhea: new Writer().u32(0x10000).i16(800, -200, 0, width, 0, 0, width, 1, 0, 0, 0, 0, 0, 0, 0).u16(2),
    hmtx: new Writer().u16(500, 0, width, 0),
    loca: new Writer().u16(0, 0, glyph.size / 2),
    maxp: new Writer().u32(0x10000).u16(2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    name: named('Blocks'),
    post: new Writer().u32(0x30000, 0, 0, 0, 0, 0, 0, 0),
  }
  return put(Object.entries(tables))
}

/** Bytes, the highest first. */
class Writer {
  readonly #bytes: number[] = []

  get size(): number {
    return this.#bytes.length
  }

  get bytes(): readonly number[] {
    return this.#bytes
  }

  u8(...values: readonly number[]): this {
    for (const value of values) this.#bytes.push(value & 0xff)
    return this
  }

  u16(...values: readonly number[]): this {
    for (const value of values) this.u8(value >> 8, value)
    return this
  }

  i16(...values: readonly number[]): this {
    return this.u16(...values)
  }

  u32(...values: readonly number[]): this {
    for (const value of values) this.u16(value >>> 16, value)
    return this
  }

  pad(): this {
    while (this.size % 4 > 0) this.u8(0)
    return this
  }
}

function os2(width: number): Writer {
  const writer = new Writer().u16(4).i16(width).u16(400, 5, 0).i16(650, 600, 0, 75, 650, 600, 0, 350, 50, 300, 0)
  writer.u8(0, 0, 0, 0, 0, 0, 0, 0, 0, 0).u32(1, 0, 0, 0).u8(32, 32, 32, 32).u16(0x40, 65, 65)
  return writer.i16(800, -200, 0).u16(800, 200).u32(1, 0).i16(500, 700).u16(0, 32, 0)
}

function named(name: string): Writer {
  const ids = [1, 2, 4, 6]
  const writer = new Writer().u16(0, ids.length, 6 + 12 * ids.length)
  for (const id of ids) writer.u16(3, 1, 0x409, id, name.length * 2, 0)
  return writer.u16(...[...name].map(each => each.charCodeAt(0)))
}

function put(tables: readonly (readonly [string, Writer])[]): Uint8Array {
  const head = new Writer().u32(0x10000).u16(tables.length, 128, 3, tables.length * 16 - 128)
  const body = new Writer()
  for (const [tag, writer] of tables) {
    const { size } = writer
    writer.pad()
    head.u8(...[...tag].map(each => each.charCodeAt(0))).u32(sumOf(writer), 12 + tables.length * 16 + body.size, size)
    body.u8(...writer.bytes)
  }
  return Uint8Array.from([...head.bytes, ...body.bytes])
}

function sumOf({ bytes }: Writer): number {
  let sum = 0
  for (let at = 0; at < bytes.length; at += 4)
    sum =
      (sum +
        (((bytes[at] ?? 0) << 24) |
          ((bytes[at + 1] ?? 0) << 16) |
          ((bytes[at + 2] ?? 0) << 8) |
          (bytes[at + 3] ?? 0))) >>>
      0
  return sum
}
