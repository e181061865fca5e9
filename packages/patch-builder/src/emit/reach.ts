import * as t from '@babel/types'
import { type Binding, type Fn, isModuleLevel, isWithin, type PrivateUse, type Reference } from '@iaso/babel-plugin'
import type { Capture } from '@iaso/protocol'
import { isAddedPrivate } from '../compare/classes.js'
import type { Extension } from '../compare/extensions.js'
import type { TopLevel } from '../compare/toplevel.js'
import type { Lender } from '../lender.js'
import type { Pair } from '../program.js'
import { isClassOfModule } from '../verify/needs.js'
import { type Access, byName, within } from './access.js'
import type { Emitter } from './emitter.js'
import { holderOf } from './extension.js'
import { captureKey, type Handover } from './implement.js'
import { placeName } from './places.js'
import { type PrivateAccessors, withFaults } from './private.js'
import { Refusal, unreachable } from './refusal.js'
import type { Self, Surroundings } from './rewrite.js'

/** @throws Refusal in the release it is what `module.exports` was at first */
function refuseThis(): never {
  throw new Refusal('IASO2111', { what: 'this' })
}

/** Finds for code of one released module what it found where it stood. */
export class Reach {
  private readonly captures = new Map<t.Node, Capture>()
  private index: Map<string, Binding> | undefined

  constructor(
    private readonly pair: Pair,
    private readonly topLevel: TopLevel,
    private readonly emitter: Emitter,
    private readonly addedPrivate: (use: PrivateUse) => PrivateAccessors,
  ) {}

  /** A guard mentions a captured variable: it is resolved like the code's own references. */
  noteCapture(node: t.Identifier, capture: Capture): void {
    this.captures.set(node, capture)
  }

  /** @param root the function that is taken out; null: code of the top level */
  surroundings(root: Fn | null, self: Self, handover: Handover | undefined): Surroundings {
    for (const [node, capture] of this.captures)
      this.emitter.references.set(node, this.referenceTo(node as t.Identifier, capture))
    this.captures.clear()
    return {
      references: this.emitter.references,
      resolve: reference => this.resolve(reference, root, handover),
      direct: reference => this.direct(reference),
      place: node => this.place(node),
      required: source => this.emitter.required(source),
      aboutToBe: root === null ? (source, name) => this.emitter.aboutToBe(source, name) : undefined,
      privates: name => {
        const accessors = handover?.privateAccessors(name) ?? this.registeredPrivates(name, root)
        return accessors && withFaults(accessors, name, root?.privates.get(name)?.class.privates.get(name))
      },
      self: root === null && this.pair.source.format === 'commonjs' ? { ...self, this: refuseThis } : self,
    }
  }

  bindingKey(binding: Binding): string {
    const owner = binding.owner
    // a binding of the release's analysis has the release's ids, which are the positions
    const id = owner === null ? -1 : (this.pair.ids.get(owner) ?? owner.id)
    return captureKey({ owner: id, name: binding.name, nth: binding.nth })
  }

  /** A name of the module's top level. */
  moduleName(name: string): Access {
    const extension = this.topLevel.extensions.get(name)
    if (extension !== undefined) return this.added(extension, name)
    const { lender } = this.pair
    if (lender !== undefined) return this.lent(lender)
    return this.fromTable(entry => entry.kind === 'binding' && entry.name === name, name)
  }

  private lent({ path, entry, source }: Lender): Access {
    const access = this.emitter.entry(path, entry)
    return source === undefined ? access : { read: () => t.callExpression(access.read(), [t.stringLiteral(source)]) }
  }

  private added(extension: Extension, name: string): Access {
    const isLate = this.emitter.patch.isLate(extension)
    if (extension.names.length > 1 && !isLate) return byName(name)
    return within(extension, name, () => t.identifier(holderOf(extension)), isLate)
  }

  private direct({ binding }: Reference): string | undefined {
    if (binding === undefined || !isModuleLevel(binding) || this.pair.old.scope.bindings.get(binding.name) === binding)
      return undefined
    const { patch } = this.emitter
    if (binding.imported === undefined) return patch.direct(this.pair.path, binding.name)
    const origin = patch.imports.origin(this.pair.path, binding.imported.source, binding.imported.name)
    return origin === undefined ? undefined : patch.direct(origin.path, origin.name)
  }

  private resolve(reference: Reference, root: Fn | null, handover: Handover | undefined): Access | undefined {
    const { binding } = reference
    if (binding === undefined) return this.hostName(reference)
    if (isModuleLevel(binding)) return this.ofModule(reference, binding)
    // a member that is put on a class, or a field: it stands no longer within the class
    if (handover === undefined && root !== null && isClassOfModule(binding, this.pair))
      return this.moduleName(binding.name)
    if (handover === undefined || (root !== null && binding.owner !== null && isWithin(binding.owner, root)))
      return undefined
    return (
      handover.captured(this.bindingKey(binding)) ??
      (isClassOfModule(binding, this.pair) ? this.moduleName(binding.name) : undefined)
    )
  }

  private ofModule({ member }: Reference, binding: Binding): Access {
    const name = binding.imported?.name === '*' && member !== undefined ? member : binding.imported?.name
    if (this.pair.old.scope.bindings.get(binding.name) === binding) return this.ofRelease(binding, name)
    return binding.imported === undefined
      ? this.moduleName(binding.name)
      : this.emitter.imported(binding.imported.source, name as string)
  }

  /** Released code finds what it found. */
  private ofRelease(binding: Binding, imported: string | undefined): Access {
    if (imported === undefined)
      return this.fromTable(entry => entry.kind === 'binding' && entry.name === binding.name, binding.name)
    return this.fromTable(
      entry => entry.imported?.[0] === binding.imported?.source && entry.imported?.[1] === imported,
      binding.name,
    )
  }

  private fromTable(matches: (entry: Pair['mapping']['table'][number]) => boolean, name: string): Access {
    const entry = this.pair.mapping.table.find(matches)
    if (entry === undefined) throw unreachable(name, this.pair.path)
    return this.emitter.entry(this.pair.path, entry)
  }

  /** `require`, `__dirname`, …: a CommonJS module's own. */
  private hostName({ node }: Reference): Access | undefined {
    const name = node.name as string
    const entry = this.pair.mapping.table.find(each => each.kind === 'place' && each.name === name)
    return entry === undefined ? undefined : this.emitter.entry(this.pair.path, entry)
  }

  private place(node: t.Node): t.Expression {
    const name = placeName(node)
    return this.fromTable(entry => entry.kind === 'place' && entry.name === name, name).read()
  }

  private registeredPrivates(name: string, root: Fn | null): PrivateAccessors | undefined {
    const use = root?.privates.get(name)
    if (use !== undefined && isAddedPrivate(use, this.pair)) return this.addedPrivate(use)
    const slot = use === undefined ? undefined : this.pair.mapping.privates.find(({ key }) => key === use.class.key)
    const positions = slot?.names[name]
    if (slot === undefined || positions === undefined) return undefined
    const at = (position: number | undefined) =>
      position === undefined ? undefined : () => this.emitter.privateSlot(slot.slot, position)
    return { get: at(positions.get), set: at(positions.set), has: at(positions.has) }
  }

  private referenceTo(node: t.Identifier, capture: Capture): Reference {
    this.index ??= this.indexBindings()
    const binding = this.index.get(captureKey(capture))
    const plain = {
      fn: null,
      scope: this.pair.next.scope,
      read: true,
      write: false,
      inParams: false,
      exported: false,
      member: undefined,
    }
    return { ...plain, node, binding } as Reference
  }

  private indexBindings(): Map<string, Binding> {
    const index = new Map<string, Binding>()
    const add = (binding: Binding): void => {
      if (!isModuleLevel(binding)) index.set(this.bindingKey(binding), binding)
    }
    for (const { binding } of this.pair.next.references.values()) if (binding !== undefined) add(binding)
    for (const fn of this.pair.next.functions) fn.captured.forEach(add)
    return index
  }
}
