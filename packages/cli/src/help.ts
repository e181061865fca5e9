export const HELP = `iaso repairs JavaScript that is already running.

  iaso build [-- the bundler's arguments]      build a release
      --host NAME                              … with vite, webpack, rspack, rollup, rolldown or next, where several are set up
  iaso build SOURCE --out DIR                  build a release of a directory, for plain Node
      --app NAME                               … of this application (default: the package's name)
      --entry FILE                             … whose processes begin here (default: what package.json names)
      --include GLOB, --exclude GLOB           … with guards in these modules too, without guards in those
  iaso build --loaded [-- NODE'S ARGUMENTS]    record what node --import @iaso/node … runs (default: package.json's start)
  iaso build --emit-patch                      emit a patch against the newest release
      --release ID|PATH                        … against this one, or this mapping.json; several ids: a,b
      --loaded                                 … of a service that is started so, where a bundler is set up, too
      --allow new-only,no-effect,suspect       … though some edits aren't live everywhere
      --rerun-effects                          … and React's effects that changed run again where they ran
      --annotations github,gitlab,sarif,none   … and remarks for code reviews (default: github on its runners)
  iaso migration new [NAME]                    write a migration for the edits of the newest report that need one
      --environment NAME --release ID          … of this one (default: the one that was built last)
      --directory DIR --migrations DIR         … kept there (default: .iaso, iaso/migrations)
  iaso drill [-- COMMAND]                      run the tests (default: npm test), every function patched with itself
      --compare                                … after a run without: say which tests differ
      --json FILE                              … write what was patched and called
  iaso publish DIR                             write the newest patch and its manifest for a static host
      --revert                                 … a manifest that takes every patch back
      --environment NAME                       … of this environment (default: the only one, else client)
      --release ID                             … of this release (default: the newest)
      --directory DIR                          … kept there (default: .iaso)
  iaso apply [PATCH] [--pid N]                 hand a patch (default: the newest) to a running service of Node: all of its realms, or none
      --environment NAME --directory DIR       … the newest of this environment (default: node), kept there (default: .iaso)
  iaso revert [--pid N] [--app NAME]           take patches back in a running service
  iaso status [--pid N]                        say what each realm of a running service has
  iaso releases [--directory DIR]              list releases and their patches
  iaso explain CODE                            say what a code means
  iaso --version, iaso --help

Exit codes of a patch build: 0 emitted, 3 nothing changed, 4 needs --allow, 5 refused, 1 failed. Wrong use: 2.
A drill answers what the tests answer; 125 if nothing was drilled.`
