import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Navigation } from '../../kernel/http/navigation';
import { Usages } from '../settings/usages';
import { Product } from './product.entity';
import { ProductActivationController } from './product-activation.controller';
import { ProductPages } from './product-pages';
import { ProductsController } from './products.controller';
import { ProductQueries } from './products.queries';
import { ProductsService } from './products.service';

@Module({
  imports: [TypeOrmModule.forFeature([Product])],
  controllers: [ProductsController, ProductActivationController],
  providers: [ProductPages, ProductQueries, ProductsService],
  exports: [ProductQueries],
})
export class CatalogueModule {
  constructor(navigation: Navigation, usages: Usages) {
    navigation.add('setup', { key: 'products', label: 'catalogue.title', href: '/admin/products', icon: 'package', needs: 'products.view', order: 10 });
    usages.add('tax_rate', async (manager, id) => {
      const count = await manager.countBy(Product, { taxRateId: id });
      return count > 0 ? { key: 'catalogue.usage', params: { count }, href: `/admin/products?tax=${id}` } : null;
    });
  }
}
