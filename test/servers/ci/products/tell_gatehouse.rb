# headers["Gatehouse-Signal"] = gatehouse_signal(id, "session", user: "42", name: "Zoë", two_factor: true)
def gatehouse_signal(request_id, signal, **about)
  parameters = { **about, request: request_id }
  [signal, *parameters.map { |key, value| "#{key}=#{write_gatehouse(value)}" }].join("; ")
end

# RFC 9651: a Boolean, a String, or a Display String for what is not ASCII.
def write_gatehouse(value)
  return value ? "?1" : "?0" if [true, false].include?(value)
  return %("#{value.gsub(/["\\]/) { |character| "\\#{character}" }}") if value.match?(/\A[ -~]*\z/)

  %(%"#{value.bytes.map { |byte| byte.between?(0x20, 0x7e) && ![0x22, 0x25].include?(byte) ? byte.chr : format("%%%02x", byte) }.join}")
end
