import Handlebars from 'handlebars/lib/handlebars.js'

export const about = 'compiles and renders a template'
export const setup = () => {
  const template =
    '<h1>{{title}}</h1>{{#each items}}<li class="{{#if sold}}sold{{else}}free{{/if}}">{{@index}} {{name}}: {{price}}</li>{{/each}}'
  const items = Array.from({ length: 50 }, (_, at) => ({ name: `item <${at}>`, price: at * 1.5, sold: at % 3 === 0 }))
  return () => Handlebars.precompile(template).length + Handlebars.parse(template).body.length + items.length
}
