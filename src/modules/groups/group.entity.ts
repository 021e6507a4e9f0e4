import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A group of customers (GRP-1). */
@Entity('customer_groups')
export class Group {
  @PrimaryGeneratedColumn({ type: 'bigint', unsigned: true })
  id!: string;

  @Column({ type: 'varchar', length: 100 })
  name!: string;

  /** Being deleted: its members are on their way to this group, and it goes when the last one has left (GRP-3). */
  @Column({ name: 'moving_to_id', type: 'bigint', unsigned: true, nullable: true })
  movingToId!: string | null;

  @Column({ type: 'int', unsigned: true, default: 1 })
  version!: number;

  @Column({ name: 'created_at', type: 'datetime', precision: 6 })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'datetime', precision: 6 })
  updatedAt!: Date;
}
