# A JSON list of Cookie headers in (every byte one character); what Rack makes of each one out.
require "json"
require "rack"

headers = JSON.parse($stdin.read)
readings = headers.map do |header|
  cookies = Rack::Utils.parse_cookies_header(header.encode("ISO-8859-1").b)
  cookies.to_h { |name, value| [name.dup.force_encoding("UTF-8").scrub, value.to_s.dup.force_encoding("UTF-8").scrub] }
rescue ArgumentError
  {}
end
puts JSON.generate({ rack: readings })
