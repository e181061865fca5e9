/** What stands for two objects that hold the same; functions by their text, as those that an expression makes are others each time. */
export const SAME = `(() => {
  const tag = v => Object.prototype.toString.call(v).slice(8, -1)
  const isHeap = v => /^(Map|Set)$/.test(tag(v))
  const entries = v => tag(v) == "Map" ? [...v].flat() : tag(v) == "Set" ? [...v] : Reflect.ownKeys(v).flatMap(k => [k, v[k]])
  const same = (a, b) => {
    if (Object.is(a, b)) return true
    if (tag(a) != tag(b) || Object(a) !== a) return false
    if (!isHeap(a) && !/^(Object|Array)$/.test(tag(a))) return /Function|RegExp|URL|Date/.test(tag(a)) && String(a) == String(b)
    const [x, y] = [entries(a), entries(b)]
    return Object.getPrototypeOf(a) == Object.getPrototypeOf(b) && x.length == y.length && x.every((e, i) => same(e, y[i]))
  }
  return { tag, isHeap, entries, same }
})()`

/** `$leaf($same, box, () => old, () => new, "path", () => holder, "key")`: what an expression made is made again, and takes its place. */
export const LEAF = `({ same }, box, old, make, path, holder, key) => {
  let before
  const change = on => {
    if (box.own) return
    if (on) {
      before = holder()[key]
      if (!("v" in box)) box.v = make()
      holder()[key] = box.v
    } else if (Object.is(holder()[key], box.v)) holder()[key] = before
    else box.own = true
  }
  change.check = () => {
    if (!box.own && !same(holder()[key], old())) throw { code: "IASO2140", args: [path] }
  }
  return change
}`

/**
 * `$again($same, box, () => old, () => new, "path", () => object)`: the same for an object, which keeps its identity. Before anything changes, it
 * must hold what the release's expression makes. Elements that are the same keep their identity, and so do objects in it that the expression
 * makes itself.
 */
export const AGAIN = `({ tag, isHeap, entries, same }, box, old, make, path, target) => {
  let was, log
  const copy = v => isHeap(v) ? [...v] : Object.getOwnPropertyDescriptors(v)
  const fill = (o, content) => {
    if (isHeap(o)) {
      o.clear()
      for (const e of content) tag(o) == "Map" ? o.set(...e) : o.add(e)
      return
    }
    for (const k of Reflect.ownKeys(o)) if (k != "length" || tag(o) != "Array") delete o[k]
    if (tag(o) == "Array") o.length = 0
    Object.defineProperties(o, content)
  }
  const put = (o, old, now, again) => {
    const content = copy(now)
    const isPart = (k, x) => tag(x) == "Object" && old && x !== old[k] && tag(now[k]) == "Object" && now[k] !== again[k]
    if (isHeap(o)) content.forEach((e, i) => { content[i] = [...o].find(x => same(x, e)) ?? e })
    else for (const k of Reflect.ownKeys(content)) {
      const d = content[k], x = tag(o) == "Array" ? o.find(x => same(x, d.value)) : o[k]
      if (!("value" in d) || (k == "length" && tag(o) == "Array") || x === undefined) continue
      if (same(x, d.value)) d.value = x
      else if (tag(o) == "Object" && isPart(k, x)) {
        put(x, old[k], now[k], again[k])
        d.value = x
      }
    }
    const before = copy(o)
    fill(o, content)
    log.unshift([o, before, entries(o)])
  }
  const fault = () => { throw { code: "IASO2140", args: [path] } }
  const change = on => {
    if (box.own) return
    if (on) {
      log = []
      const now = make()
      if (tag(now) != tag(target())) fault()
      put(target(), was, now, make())
    } else if (log.every(([o, , now]) => same(entries(o), now))) for (const [o, before] of log) fill(o, before)
    else box.own = true
  }
  change.check = () => {
    if (!box.own && !same(target(), was = old())) fault()
  }
  return change
}`
