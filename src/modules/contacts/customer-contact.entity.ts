import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

export const CONTACT_KINDS = ['normal', 'admin'] as const;
export type ContactKind = (typeof CONTACT_KINDS)[number];

/** The link of a person to a customer; position and kind belong to it, and whether it is the primary one (CON-2, CON-3). */
@Entity('customer_contacts')
export class CustomerContact {
  @PrimaryGeneratedColumn({ type: 'bigint', unsigned: true })
  id!: string;

  @Column({ name: 'customer_id', type: 'bigint', unsigned: true })
  customerId!: string;

  @Column({ name: 'contact_id', type: 'bigint', unsigned: true })
  contactId!: string;

  /** The contact's id while the link lives, NULL in the trash: a person is linked to a customer once. */
  @Column({ name: 'contact_key', type: 'bigint', unsigned: true, nullable: true })
  contactKey!: string | null;

  @Column({ type: 'varchar', length: 100, nullable: true })
  position!: string | null;

  @Column({ type: 'varchar', length: 16, default: 'normal' })
  kind!: ContactKind;

  /** Modules of the customers area, as `permissionColumn` writes them (PER-1). */
  @Column({ type: 'varchar', length: 255, default: '' })
  permissions!: string;

  /** Kinds of mail, as `switchColumn` writes them (PER-4). */
  @Column({ name: 'mail_switches', type: 'varchar', length: 255, default: '' })
  mailSwitches!: string;

  @Column({ type: 'int', unsigned: true, default: 1 })
  version!: number;

  @Column({ name: 'created_at', type: 'datetime', precision: 6 })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'datetime', precision: 6 })
  updatedAt!: Date;

  @Column({ name: 'deleted_at', type: 'datetime', precision: 6, nullable: true })
  deletedAt!: Date | null;

  @Column({ name: 'deletion_id', type: 'bigint', unsigned: true, nullable: true })
  deletionId!: string | null;
}
