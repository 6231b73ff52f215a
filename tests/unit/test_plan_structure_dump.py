"""A structure-only dump is taken apart as MySQL would, and refused if it holds more than tables."""

from __future__ import annotations

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plans.structure_dump import parse

SCHEMAS = ("map_v2_lab", "map_v2_ephys")
PERSON = """CREATE TABLE `#person` (
  `username` varchar(24) NOT NULL COMMENT 'it''s; INSERT -- `no` \\'comment\\' /* nor this */',
  `name` varchar(255) DEFAULT NULL,
  PRIMARY KEY (`username`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci COMMENT='people; # and DROP DATABASE'"""
UNIT = """CREATE TABLE `unit` (
  `unit` int NOT NULL, `username` varchar(24) NOT NULL, `next` int NOT NULL,
  CONSTRAINT `a` FOREIGN KEY (`username`) REFERENCES `map_v2_lab`.`#person` (`username`) ON UPDATE CASCADE,
  CONSTRAINT `b` FOREIGN KEY (`next`) REFERENCES `unit` (`unit`)
) ENGINE=InnoDB"""
DUMP = f"""-- MySQL dump 10.13  Distrib 8.0.35; for Linux (x86_64)
--
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!50503 SET NAMES utf8mb4 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
SET @@SESSION.SQL_LOG_BIN= 0;
SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ '';

CREATE DATABASE /*!32312 IF NOT EXISTS*/ `map_v2_lab` /*!40100 DEFAULT CHARACTER SET utf8mb4 */;

USE `map_v2_lab`;
DROP TABLE IF EXISTS `#person`;
/*!50503 SET character_set_client = utf8mb4 */;
{PERSON};

USE `map_v2_ephys`;
/*!40000 DROP DATABASE IF EXISTS `map_v2_ephys`*/;
LOCK TABLES `unit` WRITE;
/*!40000 ALTER TABLE `unit` DISABLE KEYS */;
UNLOCK TABLES;
{UNIT};
/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
-- Dump completed on 2026-01-01  0:00:00
"""


def test_a_dump_of_several_schemas() -> None:
    dump = parse(DUMP, SCHEMAS)
    assert dump.problems == ()
    assert dump.tables == {("map_v2_lab", "#person"): PERSON, ("map_v2_ephys", "unit"): UNIT}
    unit = ("map_v2_ephys", "unit")
    assert dump.references == {(unit, ("map_v2_lab", "#person")), (unit, unit)}
    assert dump.schemas == ["map_v2_ephys", "map_v2_lab"]


def test_a_dump_of_mariadbs_client() -> None:
    """It has comments that are for MariaDB alone, and one, in two spellings, that no server runs."""
    frame = "/*M!100616 SET @OLD_NOTE_VERBOSITY=@@NOTE_VERBOSITY, NOTE_VERBOSITY=0 */;\n"
    for first in ("/*M!999999\\- enable the sandbox mode */ \n", "/*!999999\\- enable the sandbox mode */ \n"):
        assert parse(first + frame + DUMP + frame, SCHEMAS) == parse(DUMP, SCHEMAS)


USE = "USE `map_v2_lab`;\n"
TABLE = USE + "CREATE TABLE `t` (`a` int) "
REFUSED = {
    "INSERT INTO `t` VALUES (1);": "line 2 has 'INSERT INTO'",
    "/*!50001 CREATE ALGORITHM=UNDEFINED */\n/*!50013 DEFINER=`root`@`%` */;": "'CREATE ALGORITHM'",
    "GRANT ALL ON *.* TO x IDENTIFIED BY 'hunter2222';": "has 'GRANT ALL'",
    "SET PASSWORD = 'hunter2222';": "'SET PASSWORD'",
    "SET PERSIST x = 1;": "'SET PERSIST'",
    "DELIMITER ;;\nCREATE PROCEDURE p() BEGIN END ;;": "'DELIMITER '",
    "CREATE USER x;": "'CREATE USER'",
    "DROP TABLE `t`;": "'DROP TABLE'",
    "CREATE TABLE `t` SELECT 1;": "'CREATE TABLE'",
    "CREATE TABLE `t` LIKE `u`;": "'CREATE TABLE'",
    "CREATE TABLE `mysql`.`t` (`a` int);": "'CREATE TABLE'",
    "CREATE TABLE `t` (`a` int) SELECT * FROM `mysql`.`user`;": "from something else",
    "CREATE TABLE `t` (`a` int) /*!50000 SELECT 1 AS a */;": "from something else",
    "CREATE TABLE `t` (LIKE `u`);": "from something else",
    "CREATE TABLE `t` (`a` int) ENGINE=FEDERATED;": "not in InnoDB",
    "CREATE TABLE `t` (`a` int) ENGINE = MyISAM;": "not in InnoDB",
    "CREATE TABLE `t` (`a` int) DATA DIRECTORY='/tmp';": "from something else",
    "USE `mysql`;\nCREATE TABLE `t` (`a` int);": "of the schema 'mysql', which map_schemas doesn't list",
    "source /etc/passwd": "'source etc'",
}


@pytest.mark.parametrize(("text", "said"), REFUSED.items(), ids=REFUSED)
def test_what_is_refused(text: str, said: str) -> None:
    (problem,) = parse(USE + text, SCHEMAS).problems
    assert said.strip("' ") in problem
    assert "hunter" not in problem
    assert "mysqldump --no-data" in problem


def test_tables_belong_to_a_schema_and_there_are_some() -> None:
    assert "before any USE" in parse("CREATE TABLE `t` (`a` int);", SCHEMAS).problems[0]
    assert "no CREATE TABLE" in parse("-- nothing\n", SCHEMAS).problems[0]


def test_many_faults_are_counted() -> None:
    assert "(and 3 more)" in parse(USE + "INSERT INTO `t` VALUES (1);" * 8, SCHEMAS).problems[0]
