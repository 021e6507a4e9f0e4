import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Handover } from './handover';
import { HandoverController } from './handover.controller';
import { HandoverService } from './handover.service';
import { NewStaffController } from './new-staff.controller';
import { OwnSessionsController } from './own-sessions.controller';
import { PasswordChangeController } from './password-change.controller';
import { PasswordLinkController } from './password-link.controller';
import { ProfileController } from './profile.controller';
import { ProfileService } from './profile.service';
import { RolePermissionRow } from './role-permission.entity';
import { Role } from './role.entity';
import { RolesController } from './roles.controller';
import { RoleQueries } from './roles.queries';
import { RolesService } from './roles.service';
import { SecondFactorController } from './second-factor.controller';
import { StaffSecondFactors } from './second-factor.service';
import { SignInCodeController } from './sign-in-code.controller';
import { SignInCodes } from './sign-in-code.service';
import { SignInController } from './sign-in.controller';
import { SignInService } from './sign-in.service';
import { StaffAccessController } from './staff-access.controller';
import { StaffActors } from './staff-actors.queries';
import { StaffAccounts } from './staff-accounts.service';
import { StaffEntrance } from './staff-entrance';
import { StaffLetters } from './staff-letters';
import { StaffPasswords } from './staff-passwords.service';
import { StaffSecondFactorController } from './staff-second-factor.controller';
import { StaffSessionRows } from './staff-sessions.queries';
import { StaffController } from './staff.controller';
import { Staff } from './staff.entity';
import { StaffQueries } from './staff.queries';
import { StaffService } from './staff.service';
import { StaffCredentials, StaffStrategy } from './staff.strategy';

@Module({
  imports: [TypeOrmModule.forFeature([Role, RolePermissionRow, Staff])],
  controllers: [
    SignInController, SignInCodeController, PasswordLinkController, SecondFactorController, PasswordChangeController, OwnSessionsController, ProfileController, NewStaffController, StaffController,
    StaffAccessController, StaffSecondFactorController, HandoverController, RolesController,
  ],
  providers: [
    Handover, HandoverService, ProfileService, RoleQueries, RolesService, SignInCodes, SignInService, StaffAccounts, StaffActors, StaffCredentials, StaffEntrance, StaffLetters, StaffPasswords, StaffQueries,
    StaffSecondFactors, StaffService, StaffSessionRows, StaffStrategy,
  ],
  exports: [Handover, RolesService, StaffActors, StaffPasswords, StaffQueries, StaffService, StaffSessionRows],
})
export class StaffModule {}
