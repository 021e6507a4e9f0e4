import { Module } from '@nestjs/common';
import { AreaModule } from '../area/area.module';
import { HomeController } from './home.controller';
import { HomeQueries } from './home.queries';

@Module({ imports: [AreaModule], controllers: [HomeController], providers: [HomeQueries] })
export class HomeModule {}
