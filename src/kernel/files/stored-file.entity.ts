import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A picture that we made, or an attachment as it came, in the storage folder. Never changed: other content is another file. */
@Entity('files')
export class StoredFile {
  @PrimaryGeneratedColumn({ type: 'bigint', unsigned: true })
  id!: string;

  /** Its name in the storage folder, made by us. */
  @Column({ name: 'storage_key', type: 'varchar', length: 64 })
  storageKey!: string;

  @Column({ name: 'media_type', type: 'varchar', length: 100 })
  mediaType!: string;

  @Column({ type: 'bigint', unsigned: true })
  bytes!: string;

  @Column({ type: 'int', unsigned: true, nullable: true })
  width!: number | null;

  @Column({ type: 'int', unsigned: true, nullable: true })
  height!: number | null;

  /** What the browser called it; shown to people, never used as a path. */
  @Column({ name: 'original_name', type: 'varchar', length: 255 })
  originalName!: string;

  /** Of an attachment as it came, hexadecimal: whether a copy or a restored one is still the same. */
  @Column({ type: 'char', length: 64, nullable: true })
  sha256!: string | null;

  @Column({ name: 'created_at', type: 'datetime', precision: 6 })
  createdAt!: Date;
}
