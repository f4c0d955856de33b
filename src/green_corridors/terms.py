"""The addresses the code itself names; a test holds that each is declared in the ontology."""

from __future__ import annotations

from pyoxigraph import NamedNode

HOME = "https://w3id.org/green-corridors/"
GSC = HOME + "ontology#"
ID = HOME + "id/"
SHAPES = HOME + "shapes#"
VOCABULARY = HOME + "vocabulary/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SH = "http://www.w3.org/ns/shacl#"
EDTF = "http://id.loc.gov/datatypes/edtf/"
DCTERMS = "http://purl.org/dc/terms/"

RDF_TYPE = NamedNode(RDF + "type")
RDF_FIRST = NamedNode(RDF + "first")
RDF_REST = NamedNode(RDF + "rest")
RDF_NIL = NamedNode(RDF + "nil")
RDFS_LABEL = NamedNode(RDFS + "label")
SUBCLASS_OF = NamedNode(RDFS + "subClassOf")
SUBPROPERTY_OF = NamedNode(RDFS + "subPropertyOf")
DOMAIN = NamedNode(RDFS + "domain")
RANGE = NamedNode(RDFS + "range")
SYMMETRIC = NamedNode(OWL + "SymmetricProperty")
MEMBERS = NamedNode(OWL + "members")
TRANSITIVE = NamedNode(OWL + "TransitiveProperty")
PREF_LABEL = NamedNode(SKOS + "prefLabel")
ALT_LABEL = NamedNode(SKOS + "altLabel")
EXACT_MATCH = NamedNode(SKOS + "exactMatch")
SH_PREFIX = NamedNode(SH + "prefix")
SH_NAMESPACE = NamedNode(SH + "namespace")
EDTF_DATATYPE = NamedNode(EDTF + "EDTF")
XSD_DATE = NamedNode(XSD + "date")
XSD_BOOLEAN = NamedNode(XSD + "boolean")
XSD_INTEGER = NamedNode(XSD + "integer")
XSD_STRING = NamedNode(XSD + "string")

RELEASE = NamedNode(GSC + "Release")
DERIVED_PROPERTY = NamedNode(GSC + "DerivedProperty")
DATE = NamedNode(GSC + "Date")
PASSAGE = NamedNode(GSC + "Passage")
SUPPORTS = NamedNode(GSC + "supports")
FIRST_WORDS = NamedNode(GSC + "firstWords")
LAST_WORDS = NamedNode(GSC + "lastWords")
ADDRESS = NamedNode(GSC + "address")
TITLE = NamedNode(GSC + "title")
PUBLISHER = NamedNode(GSC + "publisher")
PUBLISHED = NamedNode(GSC + "published")
RETRIEVED = NamedNode(GSC + "retrieved")
SIGNED = NamedNode(GSC + "signed")
AS_OF = NamedNode(GSC + "asOf")
START_DATE = NamedNode(GSC + "startDate")
UNDER = NamedNode(GSC + "under")
PARTICIPATES_IN = NamedNode(GSC + "participatesIn")
JOB_TITLE = NamedNode(GSC + "jobTitle")
GIST = NamedNode(GSC + "gist")
CONCLUDED = NamedNode(GSC + "concluded")
TERM = NamedNode(GSC + "term")
TERM_ENDS = NamedNode(GSC + "termEnds")
UNLOCODE = NamedNode(GSC + "unlocode")
INFERRED_FROM = NamedNode(GSC + "inferredFrom")
HAS_EDTF = NamedNode(GSC + "edtf")
EARLIEST = NamedNode(GSC + "earliest")
LATEST = NamedNode(GSC + "latest")
UNCERTAIN = NamedNode(GSC + "uncertain")
OPERATES = NamedNode(GSC + "operates")
PARTY = NamedNode(GSC + "party")
ACTS_FOR = NamedNode(GSC + "actsFor")
