import { Suspense } from 'react'
import { Outlet, ScrollRestoration, useLocation } from 'react-router'
import { ErrorBoundary } from './ErrorBoundary'
import { FlashBanner } from './FlashBanner'
import { Footer } from './Footer'
import { Header } from './Header'
import { NetworkNotice } from './NetworkNotice'
import { ShortcutHelp } from './ShortcutHelp'
import { Spinner } from './Spinner'
import { Toasts } from './Toasts'

export function Layout() {
  const { pathname } = useLocation()
  return (
    <>
      <FlashBanner />
      <Header />
      <NetworkNotice />
      <main className="page">
        <ErrorBoundary key={pathname}>
          <Suspense fallback={<Spinner />}>
            <Outlet />
          </Suspense>
        </ErrorBoundary>
      </main>
      <Footer />
      <ShortcutHelp />
      <Toasts />
      <ScrollRestoration />
    </>
  )
}
