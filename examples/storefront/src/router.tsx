import { lazy } from 'react'
import { createBrowserRouter } from 'react-router'
import { Layout } from './components/Layout'
import { CartPage } from './routes/CartPage'
import { CataloguePage } from './routes/CataloguePage'
import { CheckoutPage } from './routes/checkout/CheckoutPage'
import { NotFoundPage } from './routes/NotFoundPage'
import { ProductPage } from './routes/ProductPage'

const DashboardPage = lazy(() => import('./routes/dashboard/DashboardPage'))
const TrackingPage = lazy(() => import('./routes/tracking/TrackingPage'))
const OrderLookupPage = lazy(() => import('./routes/tracking/OrderLookupPage'))

export const router = createBrowserRouter([
  {
    element: <Layout />,
    children: [
      { index: true, element: <CataloguePage /> },
      { path: 'products/:id', element: <ProductPage /> },
      { path: 'cart', element: <CartPage /> },
      { path: 'checkout', element: <CheckoutPage /> },
      { path: 'orders', element: <OrderLookupPage /> },
      { path: 'orders/:id', element: <TrackingPage /> },
      { path: 'dashboard', element: <DashboardPage /> },
      { path: '*', element: <NotFoundPage /> },
    ],
  },
])
