import iaso from '@iaso/vite-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const shop = 'http://localhost:4173'

export default defineConfig({
  plugins: [react(), iaso()],
  server: {
    proxy: { '/api': shop, '/feed': { target: shop, ws: true } },
  },
})
