/**
 * What went wrong, why, and what to do, by code; `{name}` is an argument. One table, so that docs, command line and runtime agree.
 */
export const TEXTS = {
  IASO1001: 'There is no release to patch in {directory}. Build and deploy a release first: `iaso build`.',
  IASO1002: 'There is no release "{release}" in {directory}. It has: {known}.',
  IASO1003:
    'The release "{release}" has no mapping for the environment "{environment}". Was it built with another set of environments?',
  IASO1101: '{file} is not a mapping: {detail}. Restore it from where your release builds are kept.',
  IASO1102:
    '{file} was written with mapping schema {found}; this version of Iaso reads {expected}. Emit the patch with the version that built the release.',
  IASO1103:
    'Modules "{first}" and "{second}" share the module id {id}. Set the option `salt` to any other text and build the release again.',
  IASO1104: "{file} can't be parsed, so its functions carry no guard: {detail}.",
  IASO1105: '{file} is guarded already. Is the plugin listed twice?',
  IASO1106: '"{name}" is not a name for an application: use letters, digits, and @ / . _ -.',
  IASO1107:
    'No bundler configuration found in {directory}. Iaso runs {hosts}: add a configuration, or run it where one is.',
  IASO1108: 'Option "{option}": {detail}.',
  IASO1109:
    '{file} is a CommonJS module; Vite, Rollup and Rolldown builds guard ES modules only, so its functions carry no guard. Write it as an ES module, or build with webpack or Rspack.',
  IASO1110: "The configuration in {directory} doesn't have the plugin. Add `{call}` from {adapter} to its `plugins`.",
  IASO1111: 'Iaso needs {needs}; this is {found}.',
  IASO1112:
    'The sources changed while the release {release} was being recorded: {files}. No patch can be built for this process; start it again.',
  IASO1113:
    '{files} stand as they were, but the loaders make other code of them than the release has. Build the patch with the versions and the settings that the service was started with.',
  IASO1114:
    '{file} has changed since the process was started, whose release is not recorded: the new code is loaded, and no patch reaches it.',
  IASO1115:
    'The release {release} of this process could not be recorded in {directory}: {detail}. Record it where the sources are the same, `iaso build --loaded`, or set IASO_DIRECTORY.',
  IASO1116: "{files} can't be loaded in the way in which the service is started, and are no part of its release.",
  IASO1117: 'This process takes no patches: {detail}.',
  IASO1118:
    'The newest release for Node was built from a directory. Say which: `iaso build SOURCE --out DIRECTORY --emit-patch`, or `--release ID`.',
  IASO1140:
    'There are configurations of several bundlers in {directory}: {hosts}. Say which one builds the application: `--host {host}`.',
  IASO1160: "{file} can't be compiled: {detail}.",
  IASO1161: 'Both {first} and {second} would become {output}. Rename one of them, or leave it out of the directory.',
  IASO1162:
    'The directory build has no "{option}". Say `iaso build SOURCE --out DIRECTORY`, or set it in package.json: "iaso": { "build": { "source": "src", "out": "dist" } }.',
  IASO1163: "The directory {directory} can't be read: {detail}.",
  IASO1164:
    'No running service of yours was found. Start it with `node --import @iaso/runtime/serve`, or call `startService`.',
  IASO1165: 'Several services are running: {pids}. Say which one: `--pid {pid}`.',
  IASO1166: "The service of process {pid} can't be reached: {detail}.",
  IASO1167: '{file} is not a patch: {detail}. Name the directory of a patch, or its patch.js.',
  IASO1168: 'The release {release} has no patch to apply.',
  IASO1190: 'No edit of the newest report needs a migration, or can be helped by one: {file}.',
  IASO1191: 'There is no report to write a migration from in {directory}. Run `iaso build --emit-patch` first.',
  IASO1192: "The migration {file} can't be read: {detail}.",
  IASO1193: 'Two migrations have the name "{name}" in {directory}.',

  IASO1120:
    'There is no test command in {directory}: give one, `iaso drill -- COMMAND`, or write one under `scripts.test` in its package.json.',
  IASO1121: 'The test command "{command}" could not be started: {detail}.',
  IASO1122:
    'Nothing was patched with itself: the tests loaded no module of the application. Vitest needs `iaso()` from @iaso/vite-plugin among its plugins, Jest has to be 27 or later; modules outside of {root}, or in node_modules, are named with the option `include`.',
  IASO1123:
    'There is no patch in {path}: the tests run with guards, drilled, or with a patch of a release, `guard`, `drill` or the path of its directory.',
  IASO1201: 'No release of the application "{app}", which the patch is for, runs here.',
  IASO1202: 'The patch is for release {found}, this is {expected}.',
  IASO1203: 'The module {module} of this page is not the one that the patch was made for.',
  IASO1204: "The module {module} was evaluated more than once here; a patch can't tell the copies apart.",
  IASO1205: 'The patch needs the module {module}, which is not loaded.',
  IASO1206: "The global object is frozen: the cells of {module} can't be set.",
  IASO1207: 'The code of the patch threw: {detail}. If the result is `rejected`, nothing was changed.',
  IASO1208:
    '{function} has run here, and what it made may be alive: the patch would not reach it, or not fit it. Emitted with --allow {verdict}, it is applied all the same.',
  IASO1209: 'The page has no Iaso runtime, or it was not loaded before the patch.',
  IASO1210: 'The patch file could not be loaded, or its content is not what the manifest promises.',
  IASO1211: 'The manifest at {url} is not usable: {detail}.',
  IASO1220: 'The page has no style sheet {file}, which the patch takes the place of.',
  IASO1221: "The patch's style sheet {file} is not loaded: start the client, which does that.",
  IASO1213: 'No answer within {seconds} s: is the event loop blocked? Nothing was applied anywhere.',

  IASO2001: '"{path}" has a changed top level that Iaso can\'t carry over: {detail}. Ship a release.',
  IASO2002: '"{name}" changed its initial value, and the running module keeps the old one. Ship a release.',
  IASO2003: 'The class "{name}" changed in its structure: {detail}. Ship a release.',
  IASO2101: '"{path}" changed, and it is not guarded. Ship a release, or include it.',
  IASO2102:
    'The release was built with another {name}: {before} → {after}. Build the patch as the release was built, or ship a release.',
  IASO2103:
    '"{function}" now uses `{what}`, which its guard in release {release} doesn\'t hand over. Use what it used before, or ship a release.',
  IASO2104:
    '"{function}" now reads "{name}" of an outer function, which its guard in release {release} doesn\'t hand over. Pass it as a parameter, or ship a release.',
  IASO2105:
    '"{function}" now assigns "{name}" of an outer function, which its guard in release {release} hands over by value.',
  IASO2106: '"{name}" of "{from}" can\'t be reached: the release doesn\'t have it, or shaved it off. Ship a release.',
  IASO2107:
    '"{function}" changed its parameters from {before} to {after}, and its guard passes only what the release declared.',
  IASO2108: '"{function}" was {before} and is now {after}; the guard runs inside the old kind.',
  IASO2109: '"{function}" has no guard ({reason}), so a change to it can\'t go live.',
  IASO2110:
    'The hooks of "{function}" changed: {before} → {after}. React would lose the component\'s state. Ship a release.',
  IASO2111: '"{what}" in "{function}" exists only where the release put it, and the release has no such thing there.',
  IASO2112: '"{function}" uses "{name}", a private name that its release can\'t hand over.',
  IASO2113: '"{path}" is new and has a top-level await, which a patch script can\'t hold.',
  IASO2114:
    '"{function}" assigns "{name}", which no code of the release assigns, so a patch can\'t. Keep the value in a new variable, or ship a release.',
  IASO2116: 'Linking failed: {detail}.',
  IASO2117: '"{path}" is part of the release and must not travel a second time.',
  IASO2118:
    'The template of "{function}" changed; what Vue has rendered of it counts on the old one. Change a handler or a function instead, or ship a release.',
  IASO2200: '{path} extends what is not there, and counts without it: {detail}',
  IASO2201: '{output} is made from {source}; the JavaScript beside it is left out.',
  IASO2140:
    'The running program has changed "{name}" since the release set it, so the patch would write over it. Nothing was changed. Write a migration, or ship a release.',
  IASO2141:
    '"{name}" changes in place, and "{path}" may be loaded after the patch is applied: its own code would set it again. Ship a release.',
  IASO2142:
    '"{name}" is made of what the same patch changes in place, and would be made before that. Make it in a function, or ship a release.',
  IASO2160: '{file} asks for "{name}" of "{path}": {detail}.',
  IASO2161: "{file} can't be read as a migration: {detail}.",
  IASO2162: '{file}: "{path}" may not be loaded when the patch is applied. Write `modules["{path}"]?.…`.',
  IASO2163: '{file} says that it answers "{entry}", but {detail}.',
  IASO2164: '{file} is not finished: {detail}',
  IASO2165:
    'The definition "{name}" changed from {before} to {after}, and "{path}", which reads it, is not guarded. Build with the release\'s value, or ship a release.',
  IASO2170:
    'In the async function "{function}" there is {detail}, so a patch could not settle its promise in time. Write it in another way.',
  IASO2180:
    'In the async generator "{function}" there is {detail}, so a patch could not take its steps in time. Write it in another way.',
  IASO2210:
    'The hooks of "{function}" changed, and it is handed around as a value: the components that call it can\'t be found, and React would lose them. Ship a release.',

  IASO3001: 'Top-level code of "{path}" changed; it ran when the module was loaded and doesn\'t run again.',
  IASO3002: '"{function}" is called only while modules load; the change shows at the next start.',
  IASO3003:
    '"{function}" has no counterpart in the new source. Closures of it that are still alive stay on the old code.',
  IASO3004:
    '"{function}" reads "{name}", which "{writer}" makes; what was made before the patch is what the old code made.',
  IASO3005:
    '"{property}" is written by changed code only and read by "{function}"; objects made before the patch don\'t have it.',
  IASO3006: 'Results of "{function}" may be kept in "{name}"; old results stay there. Clear it in a migration.',
  IASO3007: '"{function}" loops across `{what}`; a loop in progress mixes its old code with the new "{callee}".',
  IASO3008: 'Functions that "{function}" made before keep the old code: they don\'t hand over "{name}".',
  IASO3009: "{path} changed ({importers}), and can't travel in a patch: {detail}.",
  IASO3010:
    'Closures of "{function}" that are made under this patch stay on its code after a revert: what the release\'s code reads is not there for them.',
  IASO3011: 'Instances of the component "{function}" that are on the screen stay as they were made.',
  IASO3012: 'Closures that "{function}" made before keep "{name}" as the old code made it.',
  IASO3013:
    'Closures of "{function}" that were made before stay on the code that they have, as their guard can\'t run the new ({why}). Those that "{maker}" makes from now on have the new code.',
  IASO3014:
    '"{function}" stays on the code that it has, as its guard can\'t run the new ({why}). "{maker}" makes another one at the next start only.',
  IASO3015:
    'The `length` of "{function}" stays {before}, as the release has it; in the new source it is {after}, and whoever it is handed to asks for it.',
  IASO3016:
    '"{function}" takes more parameters now, and another one stands in its place, which passes them. {path} may have taken the one that stood there from its object: whoever has it goes on without them.',
  IASO3017:
    '"{function}" takes more parameters now, and another one stands in its place, which passes them. Code without guards that took the one that stood there from its object goes on without them.',
  IASO3029: 'Instances of "{name}" that were made before keep what "{property}" was set to then.',
  IASO3030: '{file} answers "{entry}", which was not found in this build. Take the line out, or the whole migration.',
  IASO3031:
    'An earlier patch of this release had the migration "{name}" in another form, or in another place: clients that ran it run its `down` first.',
  IASO3032:
    'Another {name} made this build than the release: {before} → {after}. What it makes of the sources is compared; what it adds to a bundle by itself is not.',
  IASO3033: 'The definition "{name}" changed from {before} to {after}; {readers}.',
  IASO3034: 'The page {path} changed; pages that are open keep what they were loaded with.',
  IASO3035: '{name} changed; a process reads it when it starts.',
  IASO3036:
    '"{key}" differs from the release only by what a definition stands for ({names}): what ran, or was made, with the release\'s value keeps it.',
  IASO3040: 'What "{function}" began before the patch, and is still in progress, ends in the code that it began with.',

  IASO3080:
    'The component "{component}" starts over where it is on the screen, as its hooks changed in a way that React can\'t be told: it loses {state}. What is around and below it stays.',
  IASO3081:
    'An effect of "{function}" changed ({name}). Where it ran, it doesn\'t run again until its dependencies change. Have it run again: `--rerun-effects`.',
  IASO3082: 'The dependencies of an effect of "{function}" are others now ({name}): it runs again, its cleanup first.',
  IASO3083: 'Components that are on the screen keep "{name}" of "{function}" as the old code began it.',
  IASO3084: 'An effect of "{function}" changed ({name}): it runs again, its cleanup first, as you wished.',
  IASO3085:
    'A revert makes the component "{component}" start over where it is on the screen, as the release\'s hooks can\'t be made of the new ones: it loses {state}.',
  IASO3086:
    'In "{component}", {elements} stand at another place among their siblings, or within another element: React makes them anew, and what they and their children remember is lost, the focus too. Put what is new behind them, or give them the place that they had.',

  IASO3095:
    'Instances of "{name}" that were made before keep what "{property}" was set to then, and "{function}", which changed as well, reads it.',
  IASO3110:
    'Something else than "{function}" stands where "{maker}" hands it out now. Who was handed it before the patch goes on with it.',
  IASO3111:
    '"{function}" changed, and "{maker}" hands it out no more where it did. Who was handed it before the patch runs its new code, which is not made for that.',
  IASO3140:
    'What "{function}" gives is on the screen ({components}), and the release has no adapter for {framework} that renders it again.',
  IASO3141:
    'Nobody can say who calls "{function}": components may show what it gives, and the release has no adapter for {framework} that renders them again.',

  IASO3070:
    '"{path}" is new, and its top level runs before the rest of the patch is in place: what it calls of "{other}" may be the old code.',
  IASO3091:
    '"{property}" held {kind}, which the new code gives it no more, and "{function}" reads it; objects made before the patch hold it still.',
  IASO3092:
    "{path} changed; pages that are rendered here link the release's styles and assets, until the client in them has applied its own patch.",
  IASO3093: 'Instances of the component that are on the screen keep what "{function}" made for them.',
  IASO3094: '"{function}" ran already for instances of the component that are on the screen.',
  IASO3120:
    'Instances of "{name}" that were made before the patch have in "{field}" what the new code looks for under another name.',
  IASO3150:
    '"{function}" runs again for instances of the component that are on the screen: {state} begin(s) anew. What else it keeps stays, and what is around and below it.',
  IASO3151:
    '"{function}" runs again for instances of the component that are on the screen, with the state that they have: its watchers and hooks end, and begin anew.',
  IASO3152:
    'Svelte calls "{function}" when something that it reads changes: what is on the screen shows the new code from then on, and not before.',
  IASO3153:
    'What "{function}" made may hold what was done to it since. It stays until something that it reads changes, also by this patch; then it is made anew, by the new code, and what it held is gone.',
  IASO3154:
    'The component "{component}" ends where it is on the screen and is made anew, as another one is made of it now; so does a revert. It loses {state}; and the focus, selection, scroll positions and animations within it. Its effects end, and begin anew; what it does while it is made is done again. State of the same name and first value stays.',
  IASO3155:
    'The component "{component}" ends where it is on the screen and is made anew, with the state that it has, as another one is made of it now; so does a revert. The focus, selection, scroll positions and animations within it are lost. Its effects end, and begin anew; what it does while it is made is done again.',
  IASO3156:
    'Derived values of libraries ({libraries}) are evaluated again when the patch is applied. One that makes an object with a state of its own loses that state.',
  IASO3160:
    '"{path}" changes in place, and is loaded while the program runs. So the patch takes effect only where it has been loaded, and is rejected elsewhere (IASO1205).',
  IASO3020:
    'Instances of "{name}" that were made before the patch have "{field}" only once it was read or set: until then Object.keys, JSON.stringify and spreads don\'t show it.',
  IASO3021:
    'Instances of "{name}", those that are made from now on too, have "{field}" only once it was read or set: the class has no constructor whose guard could set it.',
  IASO3022: 'Instances of "{name}" that were made before the patch keep the field "{field}".',
  IASO3023:
    'Instances of "{name}" keep the field "{field}", and something may still ask for it: other code, or whoever lists their fields.',
  IASO3024: '"{name}" extends another class now; instances that were made before the patch were set up by the old one.',
  IASO3025:
    'After a revert, instances of "{name}" that were made under this patch have "{field}" only once it is read or set.',
  IASO3026:
    'After a revert, instances of "{name}" that were made under this patch have no "{field}", which the release\'s code asks for.',
  IASO3027: 'Instances of "{name}" that an earlier patch made have no "{field}", which the new constructor sets.',
  IASO3028:
    'After a revert, objects that were made under this patch have no "{property}", which "{function}" of the release reads.',

  IASO4001: 'it contains, or stands within, a direct `eval`',
  IASO4002: 'it contains, or stands within, a `with` statement',
  IASO4003: "its parameters can't be taken over without changing the order of their evaluation",
  IASO4004: 'an inner name hides an outer name that its parameters use',
  IASO4006: 'it is excluded by a comment',
  IASO4007: 'its value is a function that takes its name from the field',
  IASO4008: 'its source text is read',
} as const
