import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SignInController } from './sign-in.controller';
import { SignInService } from './sign-in.service';
import { StaffSessionRows } from './staff-sessions.queries';
import { Staff } from './staff.entity';
import { StaffService } from './staff.service';
import { StaffCredentials, StaffStrategy } from './staff.strategy';

@Module({
  imports: [TypeOrmModule.forFeature([Staff])],
  controllers: [SignInController],
  providers: [SignInService, StaffCredentials, StaffService, StaffSessionRows, StaffStrategy],
  exports: [StaffService, StaffSessionRows],
})
export class StaffModule {}
