export { DATABASE, type Database, openDatabase, type PrismaClient } from './database.js';
