import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const TIMEOUT = 240_000

/** One clone of a project; its dependencies are installed as its tests turn out to need them. */
export function openWorkspace(project, { cache, mirror }) {
  const root = join(cache, 'clones', project.name)
  if (!existsSync(root)) clone(project.repository, root, mirror)
  const needed = new Set(project.packages ?? [])
  const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28, stdio: 'pipe' })
  return {
    root,
    git,
    checkout(commit) {
      git('checkout', '--force', '--quiet', commit)
      git('clean', '-ffdxq', '-e', 'node_modules')
    },
    text: (commit, path) => textAt(root, commit, path),
    /** Files as they are in a commit, in the project or in a folder of it. */
    bring(commit, paths, below = '') {
      for (const path of paths) write(join(root, below, path), textAt(root, commit, path))
    },
    read: file => readFileSync(file, 'utf8'),
    tracked: () => git('ls-files').split('\n').filter(Boolean),
    /** @returns whether something new was asked for */
    install(packages) {
      const news = packages.filter(name => !needed.has(name))
      for (const name of news) needed.add(name)
      const fresh = !existsSync(join(root, 'node_modules'))
      if (fresh || news.length > 0) install(root, needed)
      return fresh || news.length > 0
    },
    /** Files in the place of packages that nothing runs, as if they were installed. */
    standIn(names) {
      for (const name of names) standIn(root, name)
    },
    /** What runs guarded code needs this checkout's runtime, not that of an earlier run. */
    linkRuntime: () => linkRuntime(root),
    reinstall: () => install(root, needed),
  }
}

function textAt(root, commit, path) {
  const { status, stdout } = spawnSync('git', ['show', `${commit}:${path}`], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  return status === 0 ? stdout : undefined
}

function write(file, text) {
  if (text === undefined) rmSync(file, { force: true })
  else {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}

function clone(repository, root, mirror) {
  const from = mirror ? join(mirror, repository.replace('/', '+'), 'repo') : `https://github.com/${repository}`
  mkdirSync(join(root, '..'), { recursive: true })
  execFileSync('git', ['clone', '--quiet', '--no-checkout', ...(mirror ? ['--shared'] : []), from, root], {
    stdio: 'inherit',
  })
}

function standIn(root, specifier) {
  const [name, below] = specifier.match(/^((?:@[^/]+\/)?[^/]+)(?:\/(.+))?$/).slice(1)
  const folder = join(root, 'node_modules', name)
  if (!existsSync(join(folder, 'package.json'))) {
    write(join(folder, 'package.json'), JSON.stringify({ name, version: '1.0.0', main: 'index.js' }))
    write(join(folder, 'index.js'), 'module.exports = {}')
  }
  if (below && !['', '.js', '.json', '/index.js'].some(end => existsSync(join(folder, below + end))))
    write(join(folder, /\.\w+$/.test(below) ? below : `${below}.js`), 'module.exports = {}')
}

/** The dependencies, and of those for development only what the tests asked for. No scripts of theirs run. */
function install(root, needed) {
  const file = join(root, 'package.json')
  const text = readFileSync(file, 'utf8')
  const { name, version, dependencies, devDependencies, peerDependencies, type } = JSON.parse(text)
  const known = { ...peerDependencies, ...devDependencies }
  const wanted = [...needed].map(each => [each, /^[\d^~<>=*]/.test(known[each] ?? '') ? known[each] : 'latest'])
  const manifest = { name, version, type, dependencies, devDependencies: Object.fromEntries(wanted) }
  writeFileSync(file, JSON.stringify(manifest))
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--legacy-peer-deps']
  spawnSync('npm', ['install', '--prefer-offline', ...options], { cwd: root, timeout: TIMEOUT, stdio: 'ignore' })
  writeFileSync(file, text)
}

/** What the guarded base needs of Iaso. */
function linkRuntime(root) {
  const link = join(root, 'node_modules/@iaso/runtime')
  mkdirSync(join(link, '..'), { recursive: true })
  rmSync(link, { force: true })
  symlinkSync(realpathSync(join(import.meta.dirname, '../../packages/runtime')), link)
}
