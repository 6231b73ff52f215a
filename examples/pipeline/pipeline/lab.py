"""People, animals, and the brain areas that we record from."""

from __future__ import annotations

import datajoint as dj

from . import schema as named

schema = named("lab")


@schema
class Person(dj.Lookup):
    definition = """
    username : varchar(24)
    ---
    fullname : varchar(255)
    """
    contents = [("demo", "Synthetic Experimenter")]


@schema
class BrainArea(dj.Lookup):
    definition = """
    brain_area : varchar(32)
    ---
    description = null : varchar(1000)
    """
    contents = [
        ("ALM", "anterior lateral motor cortex"),
        ("vS1", "vibrissal primary somatosensory cortex"),
        ("Striatum", "striatum"),
        ("Thalamus", "thalamus"),
        ("Midbrain", "midbrain"),
        ("Medulla", "medulla"),
    ]


@schema
class Subject(dj.Manual):
    definition = """
    subject_id : int  # institution's 6 digit animal id
    ---
    -> [nullable] Person
    cage_number = null : int
    date_of_birth = null : date
    sex = "Unknown" : enum("M", "F", "Unknown")
    """
