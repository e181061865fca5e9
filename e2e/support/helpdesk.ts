import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { answerHalf, type Desk, openAnswering } from './answering.js'
import { type Host, REPOSITORY } from './hosts.js'
import { copyProject, type Project, released } from './project.js'

export function releaseHelpdesk(host: Host): Promise<Project> {
  return released('helpdesk', host, () => copyProject(join(REPOSITORY, 'examples/helpdesk'), host))
}

/** A page of components that are written as objects of options: plain, by `defineComponent`, with a mixin. */
const OPTIONS = {
  'index.html':
    '<!doctype html><meta charset="utf-8"><title>Options</title><link rel="icon" href="/favicon.svg"><div id="app"></div><script type="module" src="/src/main.ts"></script>',
  'src/main.ts': `import { start } from '@iaso/runtime/client'
import { createApp } from 'vue'
import App from './App.vue'
createApp(App).mount('#app')
start({ url: '/iaso' })
`,
  'src/mixin.ts': 'export const steps = {\n  methods: {\n    step() {\n      return 1\n    },\n  },\n}\n',
  'src/App.vue': `<script>
import Row from './Row.vue'
export default {
  components: { Row },
  data: () => ({ note: '', rows: 2 }),
}
</script>
<template>
  <input id="note" v-model="note" /><button id="add" @click="rows++">+</button><button id="drop" @click="rows--">-</button>
  <Row v-for="row in rows" :key="row" />
</template>
`,
  'src/Row.vue': `<script lang="ts">
import { defineComponent } from 'vue'
import { steps } from './mixin'
export default defineComponent({
  mixins: [steps],
  data: () => ({ count: 0 }),
  computed: {
    double() {
      return this.count * 2
    },
  },
  methods: {
    more() {
      this.count += this.step()
    },
    reset() {
      this.count = 0
    },
  },
})
</script>
<template>
  <p><i>{{ double }}</i><button class="more" @click="more">+</button><button class="reset" @click="reset">0</button></p>
</template>
`,
}

export function releaseOptions(host: Host): Promise<Project> {
  return released('options', host, () => {
    const project = copyProject(join(REPOSITORY, 'examples/helpdesk'), host)
    project.write(OPTIONS)
    return project
  })
}

export function openDesk(browser: Browser, project: Project): Promise<Desk> {
  return openAnswering(browser, project, { width: 900, height: 460 }, async page => {
    await page.click('.card:nth-child(3)')
    await answerHalf(page)
    await page.waitForFunction(() => document.querySelector('#clock')?.textContent === 'open')
  })
}

/** What is on the screen, but for what moves. */
export async function photographDesk(page: Page): Promise<string> {
  const mask = [page.locator('.pulse')]
  return (await page.screenshot({ caret: 'hide', mask })).toString('base64')
}

/** Elements, attributes and texts; scope ids and names of animations are the release's. */
export function markupOf(page: Page): Promise<string> {
  return page.$eval('#app', app => app.innerHTML.replace(/ data-v-\w+=""| style=""|<!--.*?-->/g, ''))
}
