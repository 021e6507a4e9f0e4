import { Choice, Decimal, Flag, Id, LongText, Text, Version } from '../../kernel/forms/fields';
import { PRODUCT_KINDS, type ProductKind } from './product.entity';

export class ProductForm {
  @Choice(PRODUCT_KINDS, { required: true }) kind!: ProductKind;
  @Text({ max: 255, required: true }) name!: string;
  @LongText({ max: 5_000 }) description!: string | null;
  @Text({ max: 50 }) unit!: string | null;
  @Decimal({ digits: 12, decimals: 4 }) price!: string | null;
  @Id() taxRateId!: string | null;
  @Flag() active!: boolean;
  /** The version that was read; empty for a new one. */
  @Version() version!: number | null;
}
