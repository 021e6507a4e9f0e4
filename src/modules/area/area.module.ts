import { Module } from '@nestjs/common';
import { ContactsModule } from '../contacts/contacts.module';
import { EmailChangeController } from './account/email-change.controller';
import { EmailChanges } from './account/email-change.service';
import { OwnPassword } from './account/own-password.service';
import { OwnProfile } from './account/own-profile.service';
import { AreaSessionsController } from './account/own-sessions.controller';
import { AreaPasswordChangeController } from './account/password-change.controller';
import { AreaPasswordLinkController } from './account/password-link.controller';
import { AreaProfileController } from './account/profile.controller';
import { AreaLetters } from './area-letters';
import { ContactSessionRows } from './contact-sessions.queries';
import { DashboardController } from './dashboard/dashboard.controller';
import { LanguageController } from './language/language.controller';
import { OwnSecondFactorController } from './second-factor/own-second-factor.controller';
import { OwnSecondFactor } from './second-factor/own-second-factor.service';
import { AreaEntrance } from './sign-in/area-entrance';
import { AreaSignInCodeController } from './sign-in/area-sign-in-code.controller';
import { AreaSignInController } from './sign-in/area-sign-in.controller';
import { AreaSignIn } from './sign-in/area-sign-in.service';
import { ContactCredentials, ContactStrategy } from './sign-in/contact.strategy';
import { LoginQueries } from './sign-in/login.queries';

const SIGN_IN = [AreaEntrance, AreaSignIn, ContactCredentials, ContactSessionRows, ContactStrategy, LoginQueries];
const ACCOUNT = [EmailChanges, OwnPassword, OwnProfile, OwnSecondFactor];

/** The customers area at the base URL: contacts sign in and help themselves (ARE). */
@Module({
  imports: [ContactsModule],
  controllers: [
    AreaSignInController, AreaSignInCodeController, AreaPasswordLinkController, AreaPasswordChangeController, DashboardController, LanguageController,
    EmailChangeController, AreaSessionsController, OwnSecondFactorController, AreaProfileController,
  ],
  providers: [...SIGN_IN, ...ACCOUNT, AreaLetters],
  exports: [ContactSessionRows],
})
export class AreaModule {}
