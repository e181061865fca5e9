#!/usr/bin/env node
// Not compiled: npm links the command when it installs, which in a fresh clone is before the build.
import { run } from '../dist/run.js'

process.exitCode = await run(process.argv.slice(2))
