/** `npm run bench -- --quick`: a quarter of an hour on a quiet machine, instead of hours. Fewer rounds, shorter ones, fewer programs where not all are needed. */
const SOME = ['acorn', 'immer', 'immutable', 'marked', 'octane-deltablue', 'octane-richards', 'postcss', 'zod']

export const QUICK = {
  idle: { engines: ['24', '26', 'chromium'], rounds: 3, milliseconds: 350 },
  apply: { engines: ['24', 'chromium'], rounds: 5 },
  startup: { engines: ['24', 'chromium'], programs: ['generated'], rounds: 9 },
  build: { programs: ['vite500', 'webpack500'], rounds: 2 },
  patched: { engines: ['24'], programs: SOME, rounds: 3, milliseconds: 300 },
  recovery: { engines: ['24'], programs: ['marked', 'immer'], rounds: 3, milliseconds: 1000 },
  size: { programs: ['marked', 'postcss', 'react-server', 'immutable'] },
  inliner: { engines: ['24'], rounds: 3, milliseconds: 150 },
}
