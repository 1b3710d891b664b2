local s = "m"
while true do s = s .. s end
