import { start } from '@iaso/runtime/client'
import { createApp } from 'vue'
import App from './App.vue'
import './desk.css'

createApp(App).mount('#app')
start({ url: '/iaso' })
