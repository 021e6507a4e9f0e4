import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module';
import { MailHistory } from './mail-history.queries';
import { MatrixController } from './matrix.controller';
import { MatrixPage } from './matrix.page';
import { MatrixQueries } from './matrix.queries';
import { MatrixService } from './matrix.service';

/** What contacts may use and are sent, for a whole customer at once (PER). The catalogue itself is the kernel's. */
@Module({
  imports: [CustomersModule],
  controllers: [MatrixController],
  providers: [MailHistory, MatrixPage, MatrixQueries, MatrixService],
})
export class PermissionsModule {}
