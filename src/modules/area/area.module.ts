import { Module } from '@nestjs/common';
import { ContactSessionRows } from './contact-sessions.queries';
import { DashboardController } from './dashboard/dashboard.controller';
import { LanguageController } from './language/language.controller';
import { AreaSignInController } from './sign-in/area-sign-in.controller';
import { AreaSignIn } from './sign-in/area-sign-in.service';
import { ContactCredentials, ContactStrategy } from './sign-in/contact.strategy';
import { LoginQueries } from './sign-in/login.queries';

/** The customers area at the base URL: contacts sign in and help themselves (ARE). */
@Module({
  controllers: [AreaSignInController, DashboardController, LanguageController],
  providers: [AreaSignIn, ContactCredentials, ContactSessionRows, ContactStrategy, LoginQueries],
  exports: [ContactSessionRows],
})
export class AreaModule {}
