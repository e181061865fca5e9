import { MultiBuy } from './engine/multi-buy'
import { PricingEngine } from './engine/pricing-engine'

export const pricing = new PricingEngine()
  .add(new MultiBuy('beans', 4))
  .addVoucher('HARBOUR20', 20, 500)
  .addVoucher('AHOY5', 5, 2500)
