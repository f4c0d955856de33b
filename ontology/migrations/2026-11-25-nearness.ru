#+ summary: Say how near each release stands to those whose account it gives
#+ description: >-
#+   The ledger of conflicts shows gsc:nearness beside each value. It was read from what the page says of its
#+   source and from the remarks on it; two releases show neither, and have none.
PREFIX gsc: <https://w3id.org/green-corridors/ontology#>
PREFIX nearness: <https://w3id.org/green-corridors/vocabulary/nearness/>
PREFIX release: <https://w3id.org/green-corridors/id/release/>

INSERT { GRAPH ?release { ?release gsc:nearness ?nearness } }
WHERE {
  VALUES (?nearness ?release) {
    (nearness:copied-release release:asia-cargo-news-jetro-mou)
    (nearness:copied-release release:balitang-marino-guangzhou-mou)
    (nearness:copied-release release:container-news-copenhagen-malmo-mou)
    (nearness:copied-release release:container-news-guangzhou-mou)
    (nearness:copied-release release:gov-base-california-japan-memorandum)
    (nearness:copied-release release:green-marine-oakland-yokohama-mou)
    (nearness:copied-release release:industrial-news-los-angeles-nagoya-mou)
    (nearness:copied-release release:long-beach-business-journal-singapore-mou)
    (nearness:copied-release release:marine-mirror-los-angeles-nagoya-mou)
    (nearness:copied-release release:maritime-professional-auckland-guangzhou-mou)
    (nearness:copied-release release:pacific-maritime-japan-sweden-mous)
    (nearness:copied-release release:port-technology-jetro-mou)
    (nearness:copied-release release:portnews-guangzhou-mou)
    (nearness:copied-release release:portnews-long-beach-shenzhen-memorandum)
    (nearness:copied-release release:portnews-singapore-discussions)
    (nearness:copied-release release:portnews-tokyo-yokohama-mous)
    (nearness:copied-release release:random-lengths-news-singapore-mou)
    (nearness:edited-report release:container-news-tokyo-yokohama-mous)
    (nearness:edited-report release:engine-long-beach-joins-shanghai-corridor)
    (nearness:edited-report release:engine-los-angeles-shanghai-corridor)
    (nearness:edited-report release:globest-busan-sister-port)
    (nearness:edited-report release:herich-shanghai-corridor-talks)
    (nearness:edited-report release:hong-kong-china-news-agency-shanghai-corridor-talks)
    (nearness:edited-report release:khabarasia-shanghai-corridor-launch)
    (nearness:edited-report release:logistics-today-california-japan-memorandum)
    (nearness:edited-report release:logistics-today-decarbonization-symposium)
    (nearness:edited-report release:logistics-update-africa-shanghai-plan-outline)
    (nearness:edited-report release:national-business-daily-shanghai-corridor-talks)
    (nearness:edited-report release:natural-gas-world-california-japan-letter-of-intent)
    (nearness:edited-report release:nies-california-japan-symposium)
    (nearness:edited-report release:nies-yokohama-los-angeles-mayors)
    (nearness:edited-report release:pacific-maritime-copenhagen-malmo-mou)
    (nearness:edited-report release:pacific-maritime-oakland-yokohama-mou)
    (nearness:edited-report release:pacific-maritime-tokyo-yokohama-mous)
    (nearness:edited-report release:portnews-california-japan-letter-of-intent)
    (nearness:edited-report release:ship-and-bunker-los-angeles-nagoya-corridor)
    (nearness:edited-report release:ship-and-bunker-singapore-strategy)
    (nearness:edited-report release:singapore-business-review-san-pedro-bay-mou)
    (nearness:edited-report release:trafikmagasinet-los-angeles-gothenburg-mou)
    (nearness:own-page release:city-of-yokohama-los-angeles-mou)
    (nearness:own-page release:consulate-general-of-japan-jetro-mou)
    (nearness:own-page release:consulate-general-of-japan-nagoya-mou-renewal)
    (nearness:own-page release:port-of-los-angeles-copenhagen-malmo-mou)
    (nearness:own-page release:port-of-los-angeles-sister-and-friendship-ports)
    (nearness:own-page release:yokohama-port-corporation-hueneme-mou)
    (nearness:translation release:green-marine-french-oakland-yokohama-mou)
    (nearness:translation release:green-marine-hueneme-asia-mission)
    (nearness:translation release:oo-forwarding-shanghai-corridor)
    (nearness:translation release:port-news-tokyo-yokohama-corridors)
    (nearness:translation release:shipping-digest-taiwan-guangzhou-mou)
  }
  GRAPH ?release { ?release a gsc:Release }
  FILTER NOT EXISTS { GRAPH ?release { ?release gsc:nearness ?known } }
}
