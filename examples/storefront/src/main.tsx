import { start } from '@iaso/runtime/client'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router/dom'
import { router } from './router'
import { startShop } from './startup'
import './styles/base.css'
import './styles/layout.css'
import './styles/catalogue.css'
import './styles/cart.css'
import './styles/pages.css'

const root = document.getElementById('root')
if (!root) throw new Error('The page has no #root')

startShop()
start({ url: '/iaso' })

createRoot(root).render(
  <StrictMode>
    <RouterProvider router={router} />
  </StrictMode>,
)
