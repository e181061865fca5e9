import type * as t from '@babel/types'
import type { Layout, ModuleFormat } from '@iaso/protocol'

/** What the analysis knows of one module. Filled by the walk, resolved when each scope ends. */
export interface Module {
  readonly program: t.Program
  readonly format: ModuleFormat
  readonly path: string
  readonly scope: Scope
  /** In source order of their heads; a function's id is its position. */
  readonly functions: Fn[]
  readonly classes: Class[]
  /** Every identifier that means a variable, with the variable it means; none for globals. */
  readonly references: Map<t.Node, Reference>
  /** Free names: globals, and what the host provides (`require`). */
  readonly globals: Map<string, Reference[]>
  /** `import()`, `import.meta`: constructs that mean something only where they stand. */
  readonly places: Place[]
  /** Expressions that are turned into text: of a function, that is its source. */
  readonly texts: TextRead[]
  /** The name in a declaration → the function or class that it declares. */
  readonly named: Map<t.Node, t.Node>
  /** Functions that are values of an object's properties: `{ add: function () {} }` */
  readonly members: Set<t.Node>
  /** What is called by its name → the call. */
  readonly calls: Map<t.Node, t.CallExpression>
  /** Names for AngularJS modules. */
  readonly angular: Set<string>
  /** Every identifier's name in the module: generated names avoid them. */
  readonly names: Set<string>
  /** A sloppy direct `eval` at the top of a CommonJS module may declare names there. */
  eval: boolean
  /** Code of the top level. */
  readonly strict: boolean
  /** Its statements stand at the top level of `program`, until it is closed. */
  readonly factory: Factory | undefined
}

export type FactoryNode = (t.FunctionExpression | t.ArrowFunctionExpression) & { body: t.BlockStatement }

/** A function that an AMD or UMD file hands over to be called once: see `openFactory`. */
export interface Factory {
  readonly node: FactoryNode
  /** What it is handed; without `require`, `exports` and `module`, which are the module's own. */
  readonly params: readonly t.Identifier[]
  /** What hands it over. */
  readonly statement: t.Statement
  readonly statements: readonly t.Statement[]
  /** Its statements go back to their place, behind those of the head. */
  close(head: readonly t.Statement[]): void
}

/**
 * `plain`: parameters as they are. `guarded`: defaults are skipped while patched. `unpacked`: from the first pattern on, parameters are
 * taken whole and unpacked behind the guard. `bound`: left alone, their names are handed over.
 */
export type ParamsForm = 'plain' | 'guarded' | 'unpacked' | 'bound' | 'impossible'

export type FnKind =
  | 'function'
  | 'arrow'
  | 'method'
  | 'getter'
  | 'setter'
  | 'constructor'
  | 'derived-constructor'
  | 'field'
  | 'static-block'

/** Anything with code of its own: functions of all kinds, field initialisers, static blocks. */
export interface Fn {
  readonly id: number
  readonly kind: FnKind
  readonly node: FnNode
  readonly async: boolean
  readonly generator: boolean
  readonly parent: Fn | null
  readonly children: Fn[]
  /** The class whose member it is. */
  readonly class: Class | null
  /** Path of names from the module down, without the module's own path. */
  key: string
  /** Last part of the key, before it was numbered. */
  readonly name: string
  /** A declaration: it exists before the statements of its scope run. */
  readonly hoisted: boolean
  readonly strict: boolean
  /** Holds the parameters; for simple parameters also the body's variables. */
  scope: Scope
  bodyScope: Scope
  /** The `this`, `super`, … that the function's own code or an arrow in it uses. */
  readonly uses: Uses
  /** Variables of outer functions and of blocks around, in order of first use. */
  readonly captured: Binding[]
  /** Private names, with the class that declares them. */
  readonly privates: Map<string, PrivateUse>
  /** Its own code (not a nested function's) has a direct `eval` or a `with`. */
  eval: boolean
  with: boolean
  /** A direct `eval` stands in it, or in a function nested in it. */
  evalWithin: boolean
  /** Code of the diagnostic that says why it has no guard. */
  skipped: string | undefined
  /** How its parameters reach the guard. */
  form: ParamsForm
  layout: Layout | undefined
  /** Functions declared in blocks of sloppy code: Annex B gives them a `var` too, unless a parameter has the name. */
  readonly blockFunctions: Set<string>
}

export interface Uses {
  this: boolean
  arguments: boolean
  newTarget: boolean
  super: boolean
  superCall: boolean
}

export interface PrivateUse {
  readonly class: Class
  readonly name: string
  has: boolean
}

export type FnNode =
  | t.FunctionDeclaration
  | t.FunctionExpression
  | t.ArrowFunctionExpression
  | t.ObjectMethod
  | t.ClassMethod
  | t.ClassPrivateMethod
  | t.ClassProperty
  | t.ClassPrivateProperty
  | t.ClassAccessorProperty
  | t.StaticBlock

export interface Class {
  readonly node: t.Class
  readonly key: string
  readonly parent: Fn | null
  /** Evaluated at most once, at the module's top level: its private names have one meaning. */
  readonly once: boolean
  readonly privates: Map<string, PrivateMember>
  /** Registration slot of its private accessors, from 1; 0: none needed. */
  slot: number
  readonly outer: Class | null
}

export interface PrivateMember {
  readonly static: boolean
  get: boolean
  set: boolean
  /** Some code asks `#name in object`. */
  has: boolean
}

/** `catch`: `catch (e)`; the names of `catch ({ e })` are like those of a `let`. */
export type BindingKind =
  | 'param'
  | 'var'
  | 'let'
  | 'const'
  | 'function'
  | 'class'
  | 'import'
  | 'catch'
  | 'self'
  | 'class-self'
  | 'arguments'

export interface Binding {
  readonly name: string
  kind: BindingKind
  readonly scope: Scope
  /** The function whose activation holds it; null: the module's. */
  readonly owner: Fn | null
  /** Counts the owner's declarations of this name. */
  readonly nth: number
  /** Where it is declared (first). */
  readonly node: t.Node
  /** Assigned beyond its own declaration. */
  assigned: boolean
  /** It has its value from this source position on; -1: from the start of its scope; Infinity: nobody can say. */
  ready: number
  /** For imports. */
  readonly imported?: { readonly source: string; readonly name: string }
  readonly references: Reference[]
}

export interface Reference {
  readonly node: t.Identifier | t.JSXIdentifier
  readonly fn: Fn | null
  readonly scope: Scope
  readonly read: boolean
  readonly write: boolean
  /** Stands in the parameters (not the body) of `fn`. */
  readonly inParams: boolean
  /** An export list: not evaluated. */
  readonly exported: boolean
  /** `ns.name`, as a plain read: what an imported namespace is asked for. */
  readonly member: string | undefined
  /** `arguments[i]`, `arguments.length`, as plain reads: the object itself goes nowhere. */
  readonly indexed: boolean
  binding: Binding | undefined
}

export interface TextRead {
  readonly node: t.Node
  /** All of the text, with the functions in it; else the names of its parameters. */
  readonly whole: boolean
  /** Must mean the global of that name. */
  readonly global?: t.Identifier
}

export interface Place {
  readonly node: t.Node
  readonly fn: Fn | null
  /** The entry's name in the scope table: `import("./x")`, `import.meta.url`. */
  readonly name: string
}

export type ScopeKind = 'module' | 'params' | 'body' | 'block' | 'switch' | 'self' | 'class'

export interface Scope {
  readonly kind: ScopeKind
  readonly parent: Scope | null
  readonly fn: Fn | null
  readonly bindings: Map<string, Binding>
  /** References that nothing further in declares. */
  readonly pending: Reference[]
  /** Sloppy functions in blocks that still look for the scope that takes their `var` (Annex B). */
  readonly rising: t.FunctionDeclaration[]
  /** A direct `eval` sees, and may assign, what is declared here. */
  eval: boolean
}
